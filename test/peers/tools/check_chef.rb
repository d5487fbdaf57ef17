# Evaluates the configuration that a layer gives to Chef, as Chef does with it, with nothing of Chef but the names of its
# settings: ruby check_chef.rb FOLDER VALUES. Prints the settings, the attributes, and what becomes of a reboot as JSON.
require 'json'

# What Chef has of these by the time that it reads its configuration.
module Chef
  module Exceptions
    class Reboot < RuntimeError; end
  end
  module Platform
    module Rebooter
      def self.reboot!(_node)
        'goes down'
      end
    end
  end
end

class Settings
  attr_reader :given

  def initialize
    @given = {}
  end

  def require(name)
    name.start_with?('chef/') || super
  end

  def method_missing(name, *values)
    values.empty? ? super : @given[name] = values.first
  end

  def respond_to_missing?(*)
    true
  end
end

folder, values = ARGV
JSON.parse(File.read(values, encoding: 'UTF-8')).each { |name, value| ENV["AMI_LAUNCH_#{name}"] = value }
path = File.join(folder, 'client.rb')
settings = Settings.new
settings.instance_eval(File.read(path), path, 1)
attributes = File.read(settings.given[:json_attribs], encoding: 'UTF-8')
reboot =
  begin
    Chef::Platform::Rebooter.reboot!(nil)
  rescue Chef::Exceptions::Reboot
    'is told'
  end
puts JSON.generate(settings: settings.given, attributes: attributes, reboot: reboot)
